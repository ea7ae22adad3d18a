import { DIALECTS } from '../dialects/index.ts';
import { json, text } from '../http/answer.ts';
import { operationDocs } from '../http/docs.ts';
import { about as liveAbout, liveDocs } from '../live/docs.ts';
import { failureOf } from '../live/index.ts';
import { about as pagesAbout, renderDocs } from '../render/docs.ts';
import type { Api, Part } from './openapi.ts';

const live: Part = {
  about: liveAbout,
  credentials: [],
  routes: liveDocs,
  renderError: (problem) => json(failureOf(problem), problem.status),
};
const pages: Part = {
  about: pagesAbout,
  credentials: [],
  routes: [...renderDocs, ...operationDocs],
  renderError: ({ message, requestId, status }) => text(`${message} (request ${requestId})\n`, status),
};

const parts = DIALECTS.flatMap(({ dialect: { about, ...rest } }) => (about ? [{ ...rest, about }] : []));

/** Every documented API: the dialects, and the runtime under the name `live`. */
export const APIS: readonly Api[] = [
  ...parts
    .filter(({ about }) => about.partOf === undefined)
    .map((part) => ({
      name: part.name,
      parts: [part, ...parts.filter(({ about }) => about.partOf === part.name)] as const,
    })),
  { name: 'live', parts: [live, pages] },
];
