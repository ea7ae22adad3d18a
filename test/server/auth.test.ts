import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { basicOf, bearerOf, cookieOf } from '../../server/auth/credentials.ts';
import { signJwt, verifyJwt } from '../../server/auth/jwt.ts';
import { createSecrets } from '../../server/auth/secrets.ts';
import { failsWith } from '../support/domain.ts';

const secrets = createSecrets({ secretKey: 'k'.repeat(32) });
const others = createSecrets({ secretKey: 'o'.repeat(32) });

describe('secrets', () => {
  it('encrypt so that only the same key decrypts, and never to the same text twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const sealed = secrets.seal(text);
        assert.equal(secrets.open(sealed), text);
        assert.notEqual(secrets.seal(text), sealed);
        assert.throws(() => others.open(sealed));
      }),
      { numRuns: 50 },
    );
  });

  it('refuse encrypted text that was modified', () => {
    const sealed = secrets.seal('hello');
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.throws(() => secrets.open(`v1.${changed.toString('base64url')}`));
    }
    for (const text of ['', 'v1.', 'v1.AAAA', 'hello']) assert.throws(() => secrets.open(text));
  });

  it('hash passwords with argon2id and check them', async () => {
    const hash = await secrets.hashPassword('pässword');
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.equal(await secrets.verifyPassword(hash, 'pässword'), true);
    assert.equal(await secrets.verifyPassword(hash, 'password'), false);
    assert.equal(await secrets.verifyPassword('no hash', 'password'), false);
  });

  it('sign for this installation only', () => {
    const mac = secrets.sign('text');
    assert.equal(secrets.verifySignature('text', mac), true);
    assert.equal(secrets.verifySignature('texT', mac), false);
    assert.equal(secrets.verifySignature('text', `${mac}A`), false);
    assert.equal(secrets.verifySignature('text', ''), false);
    assert.equal(others.verifySignature('text', mac), false);
  });

  it('make tokens of 256 bits and look them up by SHA-256', () => {
    assert.equal(Buffer.from(secrets.token(), 'base64url').length, 32);
    assert.equal(secrets.hash('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('signed tokens', () => {
  it('stay valid for five seconds of clock skew, and no longer', async () => {
    const [at, secret] = [Date.UTC(2026, 0, 1), 's'.repeat(32)];
    const jwt = await signJwt({ sub: 'ada' }, secret, at, 60);
    for (const late of [0, 60_000, 64_999]) assert.equal((await verifyJwt(jwt, secret, at + late)).sub, 'ada');
    await assert.rejects(verifyJwt(jwt, secret, at + 65_000), failsWith('expired'));
    const early = await signJwt({ sub: 'ada', nbf: at / 1000 + 5 }, secret, at, 60);
    await verifyJwt(early, secret, at);
    await assert.rejects(verifyJwt(early, secret, at - 1000), failsWith('invalid_credential'));
  });
});

describe('credentials', () => {
  it('are read from Authorization, the scheme in any case', () => {
    assert.equal(bearerOf('Bearer sk_1'), 'sk_1');
    assert.equal(bearerOf('bearer   sk_1 '), 'sk_1');
    for (const header of [undefined, '', 'Bearer', 'Bearer ', 'Bearer a b', 'Basic YTpi', 'XBearer a'])
      assert.equal(bearerOf(header), undefined);
    assert.deepEqual(basicOf('basic dXNlcjpwYTpzcw=='), { username: 'user', password: 'pa:ss' });
    assert.deepEqual(basicOf(`Basic ${btoa('key')}`), { username: 'key', password: '' });
    for (const header of [undefined, 'Basic', 'Basic !', 'Bearer abc']) assert.equal(basicOf(header), undefined);
  });

  it('are read from cookies by their exact name', () => {
    const header = 'xbc_session=no; bc_session=yes=1; bc_session=later; flag';
    assert.equal(cookieOf(header, 'bc_session'), 'yes=1');
    assert.equal(cookieOf('bc_session="quoted"', 'bc_session'), 'quoted');
    assert.equal(cookieOf(header, 'flag'), undefined);
    assert.equal(cookieOf(undefined, 'bc_session'), undefined);
  });
});
