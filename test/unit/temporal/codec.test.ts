import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import { encryptingCodec, parseKeyring } from '../../../integrations/temporal/codec.ts';

describe('the payload codec', () => {
  const key = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
  const payload = defaultPayloadConverter.toPayload({ messageId: 7 });

  it('hides a payload and brings it back', async () => {
    const codec = encryptingCodec(parseKeyring(key('a')));
    const [sealed] = await codec.encode([payload]);
    expect(Buffer.from(sealed?.data ?? []).toString()).to.not.include('messageId');
    const [opened] = await codec.decode(sealed ? [sealed] : []);
    expect(opened && defaultPayloadConverter.fromPayload(opened)).to.deep.equal({ messageId: 7 });
  });

  it('reads with an old key after a rotation', async () => {
    const [old, fresh] = [key('old'), key('new')];
    const sealed = await encryptingCodec(parseKeyring(old)).encode([payload]);
    const [opened] = await encryptingCodec(parseKeyring(`${fresh},${old}`)).decode(sealed);
    expect(opened && defaultPayloadConverter.fromPayload(opened)).to.deep.equal({ messageId: 7 });
  });

  it('lets through what was written before encryption was on', async () => {
    const [same] = await encryptingCodec(parseKeyring(key('a'))).decode([payload]);
    expect(same).to.equal(payload);
  });

  it('refuses a changed ciphertext', async () => {
    const codec = encryptingCodec(parseKeyring(key('a')));
    const [sealed] = await codec.encode([payload]);
    if (!sealed?.data) throw new Error('nothing was encrypted');
    sealed.data[20] = (sealed.data[20] ?? 0) ^ 1;
    const refused = await codec.decode([sealed]).then(
      () => false,
      () => true,
    );
    expect(refused).to.equal(true);
  });

  it('names the broken entry of PAYLOAD_KEYS and not the key', () => {
    expect(() => parseKeyring(`${key('a')},b:c2hvcnQ=`))
      .to.throw(/entry 2/)
      .and.not.match(/c2hvcnQ/);
  });
});
