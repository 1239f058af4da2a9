/** What counts as a secret that protects nothing. */

import { expect } from 'chai';
import fc from 'fast-check';
import { placeholder, weakKey, weakPassword } from '../../../config/weak-values.ts';

describe('A secret', () => {
  const weakKeys = [
    '',
    'short',
    'a'.repeat(31),
    'a'.repeat(32),
    'ab'.repeat(32),
    'abc123'.repeat(8),
    '0123456789'.repeat(4),
    'abcdefghijklmnopqrstuvwxyz123456',
    'changeme-changeme-changeme-12345',
    'please-change-this-key-now-2026-xyz',
    'this-is-my-super-secret-key-00000001',
    'your-secret-key-of-32-characters!!!',
    'MyDefaultKeyForTheWholeInstallation',
    '0000000000000000000000000000000000000001',
  ];
  for (const key of weakKeys) {
    it(`"${key.slice(0, 24)}…" of ${String(key.length)} characters is no key`, () => {
      expect(weakKey(key)).to.be.a('string');
    });
  }

  it('is a key when it is random, in hex or base64, of 16 bytes or more', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 48 }), (bytes) => {
        fc.pre(new Set(bytes).size >= 20);
        expect(weakKey(Buffer.from(bytes).toString('hex'))).to.equal(undefined);
        expect(weakKey(Buffer.from(bytes).toString('base64'))).to.equal(undefined);
      }),
      // A random base64 text that spells "secret" would be a fair refusal, once in ages.
      { seed: 20_261_120 },
    );
  });

  const weakPasswords = [
    'short',
    'aaaaaaaaaaaa',
    '1234567890',
    'password1234',
    'Passw0rd2026!',
    'qwerty123456',
    'changeme123',
    'abababababab',
    'zyxwvutsrqpo',
  ];
  for (const password of weakPasswords) {
    it(`"${password}" is no password`, () => {
      expect(weakPassword(password)).to.be.a('string');
    });
  }
  for (const password of ['correct horse battery', 'Тренер-и-гантели', 'k7m2p-x9qra-8dnvb', 'owner-of-the-club']) {
    it(`"${password}" is a password`, () => {
      expect(weakPassword(password)).to.equal(undefined);
    });
  }

  it('copied from an example is recognised', () => {
    for (const text of ['changeme', 'CHANGE_ME', 'your-token-here', '<token>', 'xxx', 'TODO', 'secret', 'replace-me']) {
      expect(placeholder(text), text).to.equal(true);
    }
    for (const text of ['EAAGm0PX4ZCpsBA', 'sk-ant-api03-q', 'meet-me-at-the-gym'])
      expect(placeholder(text), text).to.equal(false);
  });
});
