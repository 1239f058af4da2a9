/** Encrypts what Temporal stores (AES-256-GCM), so that a look into its database or UI shows ciphertext. */

import { METADATA_ENCODING_KEY, type Payload, type PayloadCodec } from '@temporalio/common';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import proto from '@temporalio/proto';

const PayloadMessage = proto.temporal.api.common.v1.Payload;
const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** 32-byte keys by id; the first encrypts, all decrypt, so that keys can be rotated. */
export type Keyring = ReadonlyMap<string, Buffer>;

/** `id:base64,id:base64` as in PAYLOAD_KEYS. Throws a sentence naming the broken part, never the key. */
export function parseKeyring(text: string): Keyring {
  const keys = text.split(',').map((part, index): [string, Buffer] => {
    const [id, value] = part.trim().split(':');
    const key = Buffer.from(value ?? '', 'base64');
    if (!id || key.length !== 32) {
      throw new Error(`PAYLOAD_KEYS: entry ${String(index + 1)} is not "id:<32 bytes in base64>"`);
    }
    return [id, key];
  });
  return new Map(keys);
}

/** What PAYLOAD_KEYS asks for, for every client and worker alike; nothing when it is not set. */
export function codecsFor(payloadKeys: string | undefined): PayloadCodec[] {
  return payloadKeys ? [encryptingCodec(parseKeyring(payloadKeys))] : [];
}

export function encryptingCodec(keyring: Keyring): PayloadCodec {
  const [current] = keyring;
  if (!current) throw new Error('PAYLOAD_KEYS: no key');
  const [currentId, currentKey] = current;
  return {
    encode: async (payloads) => payloads.map((payload) => seal(payload, currentId, currentKey)),
    decode: async (payloads) => payloads.map((payload) => open(payload, keyring)),
  };
}

function seal(payload: Payload, id: string, key: Buffer): Payload {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const plain = PayloadMessage.encode(payload).finish();
  const data = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return {
    metadata: { [METADATA_ENCODING_KEY]: Buffer.from(ENCODING), [KEY_ID]: Buffer.from(id) },
    data,
  };
}

/** What was written before encryption was switched on passes through. */
function open(payload: Payload, keyring: Keyring): Payload {
  const encoding = payload.metadata?.[METADATA_ENCODING_KEY];
  if (!encoding || Buffer.from(encoding).toString() !== ENCODING || !payload.data) return payload;
  const id = Buffer.from(payload.metadata?.[KEY_ID] ?? []).toString();
  const key = keyring.get(id);
  if (!key) throw new Error(`Payload key ${id} is not in PAYLOAD_KEYS`);
  const data = Buffer.from(payload.data);
  const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, IV_BYTES));
  decipher.setAuthTag(data.subarray(data.length - TAG_BYTES));
  const plain = Buffer.concat([decipher.update(data.subarray(IV_BYTES, data.length - TAG_BYTES)), decipher.final()]);
  return PayloadMessage.decode(plain);
}
