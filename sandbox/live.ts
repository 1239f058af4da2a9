/** Tells open pages that something moved, over server-sent events. It says where, never what: the page asks again. */

import type { RequestHandler, Response } from 'express';

export type Topic = 'whatsapp' | 'telegram' | 'claude' | 'booking' | 'faults';

export interface Live {
  changed: (topic: Topic) => void;
  handler: RequestHandler;
  close: () => void;
}

/** Changes within this time are told once: a burst of sends must not redraw the page a hundred times. */
const GATHER_MS = 60;

export function createLive(): Live {
  const readers = new Set<Response>();
  const moved = new Set<Topic>();
  let timer: NodeJS.Timeout | undefined;

  function tell() {
    timer = undefined;
    const data = `data: ${JSON.stringify([...moved])}\n\n`;
    moved.clear();
    for (const reader of readers) reader.write(data);
  }

  return {
    changed(topic) {
      if (readers.size === 0) return;
      moved.add(topic);
      timer ??= setTimeout(tell, GATHER_MS);
    },
    handler(_request, response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write('retry: 1000\n\n');
      readers.add(response);
      response.on('close', () => readers.delete(response));
    },
    close() {
      clearTimeout(timer);
      for (const reader of readers) reader.end();
    },
  };
}
