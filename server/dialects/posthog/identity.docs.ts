import { z } from 'zod';
import { anyValue, type Operations, tagged } from '../operation.ts';
import * as forms from './forms.docs.ts';
import { newKey } from './identity.ts';
import { listOf, many } from './lists.docs.ts';

/** Documentation of the routes about the current user, key, project and organization. */
export const identityDocs: Operations = tagged('Identity', '/api', {
  'GET /projects': { summary: 'List the projects', query: z.object(many), answers: { 200: listOf(forms.project) } },
  'GET /projects/:project_id': {
    summary: 'Get a project',
    answers: { 200: forms.project.extend({ user_access_level: anyValue }) },
  },
  'GET /personal_api_keys/@current': { summary: 'Get the API key of the request', answers: { 200: forms.apiKey } },
  'POST /personal_api_keys': {
    summary: 'Create an API key',
    body: newKey,
    example: { label: 'Reporting', scopes: ['dashboard:read'] },
    fails: ['forbidden'],
    answers: { 201: forms.apiKey },
  },
  'GET /users/@me': { summary: 'Get the current user', answers: { 200: forms.me } },
  'GET /organizations': {
    summary: 'List the organizations',
    query: z.object(many),
    answers: { 200: listOf(forms.organizationBasic) },
  },
  'GET /organizations/:organization_id': {
    summary: 'Get an organization',
    answers: { 200: forms.organization },
  },
  'GET /organizations/:organization_id/projects': {
    summary: 'List the projects of an organization',
    query: z.object(many),
    answers: { 200: listOf(forms.project) },
  },
});
