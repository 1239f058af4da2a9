/** Recorded histories as files: where they are, what is left out of them, what must not be in them. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/temporal.ts';

export const HISTORIES = path.join(projectRoot, 'test/replay/histories');

export interface RecordedEvent {
  eventId: string;
  eventType: string;
  [attributes: string]: unknown;
}
export interface RecordedHistory {
  events: RecordedEvent[];
}

export function recordedHistories(): { file: string; history: RecordedHistory }[] {
  return readdirSync(HISTORIES)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, history: parsed(readFileSync(path.join(HISTORIES, file), 'utf8')) }));
}

const parsed = (json: string): RecordedHistory => JSON.parse(json) as RecordedHistory;

/** Names of machines and folders; replay needs none of them. */
const OF_THE_MACHINE = new Set(['identity', 'stackTrace', 'workerVersion', 'binaryChecksum', 'workerInstanceKey']);

export function withoutMachine(history: RecordedHistory): RecordedHistory {
  return parsed(
    JSON.stringify(history, (key, value: unknown) => {
      if (OF_THE_MACHINE.has(key)) return undefined;
      // A sticky queue is called after its worker's process.
      const isSticky = isObject(value) && value['kind'] === 'TASK_QUEUE_KIND_STICKY';
      return isSticky ? { ...value, name: 'sticky' } : value;
    }),
  );
}

/**
 * A continue-as-new after thousands of events, as if the server had suggested it at the second workflow task: the same
 * decision in a file that can be read.
 */
export function askedEarlier({ events }: RecordedHistory): RecordedHistory {
  const isStarted = ({ eventType }: RecordedEvent): boolean => eventType === 'EVENT_TYPE_WORKFLOW_TASK_STARTED';
  const second = events.findIndex((event, index) => isStarted(event) && events.slice(0, index).some(isStarted));
  const [completed, continued] = events.slice(-2);
  const started = events[second];
  if (!started || !completed || continued?.eventType !== 'EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW') {
    throw new Error('the history does not end by beginning anew');
  }
  const changed = (event: RecordedEvent, eventId: number, key: string, values: object): RecordedEvent => ({
    ...event,
    eventId: String(eventId),
    [key]: { ...(event[key] as object), ...values },
  });
  return {
    events: [
      ...events.slice(0, second),
      changed(started, second + 1, 'workflowTaskStartedEventAttributes', { suggestContinueAsNew: true }),
      changed(completed, second + 2, 'workflowTaskCompletedEventAttributes', {
        scheduledEventId: String(second),
        startedEventId: String(second + 1),
      }),
      changed(continued, second + 3, 'workflowExecutionContinuedAsNewEventAttributes', {
        workflowTaskCompletedEventId: String(second + 2),
      }),
    ],
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const DURATION = /^\d+(\.\d+)?s$/;
const CODE = /^[A-Za-z]{0,1}[a-z0-9_.:-]{1,60}$/;

const FORBIDDEN: { what: string; looks: RegExp }[] = [
  { what: 'a phone', looks: /\+\d{6,}|\d[\d ().-]{7,}\d/ },
  { what: 'a message id of WhatsApp', looks: /wamid/i },
  { what: 'a name', looks: /\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+|[^\p{ASCII}]/u },
  { what: 'a machine', looks: /\d+@|(^|[\s(])\/\w+\/|\w:\\/ },
];

/** What looks like a person or a machine: every text is judged, and payloads may hold nothing but ids, codes and times. */
export function traces(history: RecordedHistory): string[] {
  const found: string[] = [];
  const judge = (text: string): void => {
    if (DURATION.test(text)) return;
    const bare = text.replaceAll(TIME, '').replaceAll(UUID, '');
    for (const { what, looks } of FORBIDDEN) if (looks.test(bare)) found.push(`${what}: ${text}`);
  };
  const judgeData = (value: unknown): void => {
    if (typeof value === 'number') judge(String(value));
    else if (typeof value === 'string') {
      judge(value);
      if (!CODE.test(value) && value.replaceAll(TIME, '') !== '') found.push(`more than a code: ${value}`);
    } else if (isObject(value) || Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) {
        judge(key);
        judgeData(inner);
      }
    }
  };
  const walk = (value: unknown, isStory: boolean): void => {
    if (typeof value === 'string') judge(value);
    if (!isObject(value) && !Array.isArray(value)) return;
    if (isObject(value) && isObject(value['metadata']) && 'encoding' in value['metadata']) {
      for (const inner of Object.values(value['metadata'])) judge(decoded(inner));
      const data = value['data'] ? (JSON.parse(decoded(value['data'])) as unknown) : null;
      // A summary is a sentence of ours.
      if (isStory) walk(data, false);
      else judgeData(data);
      return;
    }
    for (const [key, inner] of Object.entries(value)) walk(inner, isStory || key === 'userMetadata');
  };
  walk(history, false);
  return found;
}

const decoded = (base64: unknown): string => Buffer.from(String(base64), 'base64').toString('utf8');
