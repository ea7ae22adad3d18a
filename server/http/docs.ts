import { z } from 'zod';
import type { DocumentedRoute } from '../docs/openapi.ts';

const tagged = { method: 'GET', right: 'public', tag: 'Operation' } as const;
const state = (word: string) => z.object({ status: z.enum(word.split('|')) });

/** Documentation of the routes for operation: health, metrics. */
export const operationDocs: readonly DocumentedRoute[] = [
  {
    ...{ ...tagged, path: '/healthz' },
    summary: 'Check whether the server is running',
    answers: { 200: z.object({ status: z.literal('ok'), version: z.string() }) },
  },
  {
    ...{ ...tagged, path: '/readyz' },
    summary: 'Check whether the server accepts requests',
    answers: { 200: state('ready'), 503: state('draining|unavailable') },
  },
  {
    ...{ ...tagged, path: '/metrics' },
    summary: 'Get metrics (Prometheus)',
    answers: { 200: { type: 'text/plain', description: 'Prometheus text format.' } },
  },
];
