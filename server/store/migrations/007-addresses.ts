import type { Migration } from '../engine.ts';

const OF_ADDRESS = "subject_id like '%_@_%' and subject_id not like '%@%@%' and subject_id not like '% %'";

/**
 * Grants now hold email addresses in lower case (`domain/subjects.ts`). Until now they kept the case in which they were
 * entered, so a dashboard may have several of the same: the lower-case one is kept, or else the first.
 */
export const addresses: Migration = () => [
  `delete from grants where ${OF_ADDRESS} and subject_id <> lower(subject_id) and exists (
     select 1 from grants other
     where other.dashboard_id = grants.dashboard_id and other.subject_type = grants.subject_type
       and lower(other.subject_id) = lower(grants.subject_id)
       and (other.subject_id = lower(other.subject_id) or other.id < grants.id))`,
  `update grants set subject_id = lower(subject_id) where ${OF_ADDRESS}`,
];
