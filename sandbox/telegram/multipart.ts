/** Reads a multipart form: Node's own reader refuses the compact part headers that grammY writes. */

export interface UploadedFile {
  name: string;
  type: string;
  sizeBytes: number;
}

const CRLF = Buffer.from('\r\n');
const BLANK_LINE = Buffer.from('\r\n\r\n');

/** Undefined when the body is no such form. */
export function readMultipart(body: Buffer, contentType: string): Record<string, string | UploadedFile> | undefined {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const mark = Buffer.from(`--${boundary}`);
  const fields: Record<string, string | UploadedFile> = {};
  let at = body.indexOf(mark);
  if (at === -1) return undefined;
  for (;;) {
    const start = at + mark.length;
    if (body.subarray(start, start + 2).toString() === '--') return fields;
    const next = body.indexOf(Buffer.concat([CRLF, mark]), start);
    const headEnd = body.indexOf(BLANK_LINE, start);
    if (next === -1 || headEnd === -1) return undefined;
    const head = body.toString('utf8', start, headEnd);
    const content = body.subarray(headEnd + BLANK_LINE.length, Math.max(next, headEnd + BLANK_LINE.length));
    const name = /\bname="([^"]*)"/i.exec(head)?.[1];
    if (name === undefined) return undefined;
    const fileName = /\bfilename="?([^"\r\n;]*)"?/i.exec(head)?.[1];
    const type = /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream';
    fields[name] =
      fileName === undefined ? content.toString('utf8') : { name: fileName, type, sizeBytes: content.length };
    at = next + CRLF.length;
  }
}
