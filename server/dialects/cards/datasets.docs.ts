import { z } from 'zod';
import { anyObject, described, type Operation, type Operations, tagged } from '../operation.ts';
import { question } from './datasets.ts';
import * as forms from './forms.docs.ts';
import { named } from './requests.wire.ts';

const text = z.string();
const list = z.array(anyObject);
const ROWS = [
  { region: 'EU', revenue: 12450 },
  { region: 'US', revenue: 9800 },
];
const file = described(text, 'The content of the file.').meta({ format: 'binary' });
const form = z.object({ file: described(file, 'CSV, JSON or Parquet.'), name: text.optional() });

/** Rows, in whichever form they are sent. */
const upload = (summary: string, name?: string): Operation => ({
  summary,
  description: 'Send JSON rows, CSV with a header row, Parquet, or a form with a file of one of these formats.',
  body: z.union([z.object({ name: text.optional(), rows: list }), list]),
  example: { ...(name && { name }), rows: ROWS },
  media: { 'text/csv': text, 'application/vnd.apache.parquet': file, 'multipart/form-data': form },
  fails: ['rate_limited'],
  answers: { 200: forms.dataset },
});

/** Documentation of the dataset routes. */
export const datasetDocs: Operations = tagged('Datasets', '/api/datasets', {
  'GET ': {
    summary: 'List the datasets',
    answers: { 200: z.object({ datasets: z.array(forms.dataset), total: z.int() }) },
  },
  'POST ': {
    ...upload('Create a dataset', 'Orders'),
    query: z.object({ name: described(text.optional(), 'Name of the dataset, unless the body has one.', 'Orders') }),
    fails: ['rate_limited', 'conflict'],
    answers: { 201: forms.dataset },
  },
  'POST /query': {
    summary: 'Query datasets with SQL',
    description: 'A SELECT over the datasets of the workspace. `$name` in the SQL is a parameter; its value is bound.',
    body: question,
    example: { sql: 'SELECT sum(revenue) AS revenue FROM orders WHERE revenue > $least', parameters: { least: 100 } },
    fails: ['rate_limited'],
    answers: { 200: forms.rows },
  },
  'GET /:dataset': { summary: 'Get a dataset', answers: { 200: forms.dataset } },
  'PATCH /:dataset': {
    summary: 'Rename a dataset',
    body: named,
    example: { name: 'Orders of all shops' },
    answers: { 200: forms.dataset },
  },
  'DELETE /:dataset': { summary: 'Delete a dataset that no card uses', fails: ['conflict'], answers: { 204: null } },
  'GET /:dataset/preview': {
    summary: 'Get the first rows of a dataset',
    query: z.object({
      limit: described(z.int().min(1).max(100).optional(), 'Maximum number of rows; 100 by default.', 10),
    }),
    fails: ['invalid'],
    answers: { 200: forms.rows },
  },
  'POST /:dataset/append': upload('Add rows to a dataset'),
  'POST /:dataset/replace': upload('Replace all rows of a dataset'),
  'PUT /:dataset/data': upload('Replace all rows of a dataset'),
});
