/** A job at work, as far as fairness is concerned. */
export interface Running {
  workspaceId: number;
  /** It has run for so long that others need not wait until it ends. */
  isSlow: boolean;
}

/** How many of the jobs at work are a workspace's own. */
const shareIn =
  (running: readonly Running[]) =>
  (workspaceId: number): number =>
    running.filter((job) => job.workspaceId === workspaceId).length;

/** Whose job is next: of the workspaces with the fewest jobs at work, the one that has waited for its turn the longest. */
export function nextOf(waiting: Iterable<number>, running: readonly Running[]): number | undefined {
  const share = shareIn(running);
  return [...waiting].sort((a, b) => share(a) - share(b))[0];
}

/**
 * The job that has to make room for a workspace: the latest one of those with at least two more at work, once it is slow.
 * Earlier ones stay, so that every job ends at some time.
 * @param running in the order in which they began
 */
export function makingRoomFor<Job extends Running>(workspaceId: number, running: readonly Job[]): Job | undefined {
  const share = shareIn(running);
  const latest = running.findLast((job) => share(job.workspaceId) - share(workspaceId) >= 2);
  return latest?.isSlow ? latest : undefined;
}
