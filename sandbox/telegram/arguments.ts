/** Reads a method's arguments from wherever the Bot API takes them: query, JSON, form or multipart; nested ones may be JSON text. */

import type { Request } from 'express';
import { badRequest } from './bot-error.ts';
import { readMultipart, type UploadedFile } from './multipart.ts';

export interface Arguments {
  text: (name: string) => string | undefined;
  integer: (name: string) => number | undefined;
  flag: (name: string) => boolean;
  /** An object or a list; forms carry them as JSON text. */
  nested: (name: string) => unknown;
  file: (name: string) => UploadedFile | undefined;
}

type Raw = Readonly<Record<string, unknown>>;

function readRaw(request: Request): Raw {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const type = request.get('content-type') ?? '';
  if (body.length === 0) return {};
  if (type.startsWith('application/json')) {
    try {
      return JSON.parse(body.toString('utf8')) as Raw;
    } catch {
      throw badRequest("can't parse JSON object");
    }
  }
  if (type.startsWith('multipart/form-data')) {
    const form = readMultipart(body, type);
    if (!form) throw badRequest("can't parse multipart form");
    return form;
  }
  return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
}

function parsed(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw badRequest(`can't parse ${name.replaceAll('_', ' ')} JSON object`);
  }
}

export function readArguments(request: Request): Arguments {
  const all: Raw = { ...request.query, ...readRaw(request) };
  return {
    text(name) {
      const value = all[name];
      return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
    },
    integer(name) {
      const value = all[name];
      if (typeof value === 'number' && Number.isInteger(value)) return value;
      return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined;
    },
    flag: (name) => all[name] === true || all[name] === 'true' || all[name] === '1',
    nested: (name) => parsed(name, all[name]),
    file(name) {
      const given = all[name];
      const attached = typeof given === 'string' && given.startsWith('attach://') ? all[given.slice(9)] : given;
      const isFile = typeof attached === 'object' && attached !== null && 'sizeBytes' in attached;
      return isFile ? (attached as UploadedFile) : undefined;
    },
  };
}
