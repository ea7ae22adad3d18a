import { basicOf } from '../../auth/credentials.ts';
import { DomainError } from '../../domain/errors.ts';
import { type Credential, sessionCookie } from '../../http/credentials.ts';

/** HTTP Basic: the user is the API key, the password is anything or nothing. */
const basicKey: Credential = {
  scheme: { name: 'basicKey', where: 'basic', description: 'The API key as the username; any password, or none.' },
  find: (call) => basicOf(call.header('authorization'))?.username,
  check: (key, { domain }) => domain.people.byApiKey(key),
};

export const KEY_OR_SESSION: readonly Credential[] = [basicKey, sessionCookie];

/** The pull API names its realm to clients without a valid key. */
export const PULL: readonly Credential[] = [
  {
    ...basicKey,
    async check(key, call) {
      try {
        return await basicKey.check(key, call);
      } catch (error) {
        throw error instanceof DomainError && error.code === 'invalid_credential' ? unauthorized() : error;
      }
    },
  },
  sessionCookie,
  { find: () => '', check: () => Promise.reject(unauthorized()) },
];

const unauthorized = (): DomainError => new DomainError('unauthenticated', 'unauthorized', { subject: 'pull' });

/** HTTP Basic with username and password, only for reading one's API key. */
export const PASSWORD: readonly Credential[] = [
  {
    scheme: { name: 'password', where: 'basic', description: 'The user’s username (or email) and password.' },
    find: (call) => call.header('authorization'),
    async check(header, { domain, address }) {
      const login = basicOf(header);
      return login && domain.people.byPassword(login.username, login.password, address);
    },
  },
];
