/** Finds the facts in a prompt: every JSON object in it, whatever surrounds it, asked for by the names such facts usually have. */

export interface Facts {
  /** The first value, at any depth, whose name is one of these (case and underscores aside). */
  find: (...names: string[]) => unknown;
  text: (...names: string[]) => string | undefined;
  number: (...names: string[]) => number | undefined;
  list: (...names: string[]) => unknown[];
  /** Everything that was said outside the JSON. */
  prose: string;
  /** Every string inside the facts: where hostile words would hide. */
  strings: string[];
}

export const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The end of the JSON object that starts at `start`, by counting braces outside strings. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at];
    if (isInString) {
      if (letter === '\\') at += 1;
      else if (letter === '"') isInString = false;
    } else if (letter === '"') isInString = true;
    else if (letter === '{') depth += 1;
    else if (letter === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

function objectsIn(text: string): { objects: unknown[]; prose: string } {
  const objects: unknown[] = [];
  let prose = '';
  for (let at = 0; at < text.length;) {
    const start = text.indexOf('{', at);
    if (start === -1) {
      prose += text.slice(at);
      break;
    }
    const end = endOfObject(text, start);
    let object: unknown;
    try {
      object = end === -1 ? undefined : JSON.parse(text.slice(start, end));
    } catch {
      object = undefined;
    }
    prose += text.slice(at, object === undefined ? start + 1 : start);
    if (object !== undefined) objects.push(object);
    at = object === undefined ? start + 1 : end;
  }
  return { objects, prose };
}

/** Breadth first: what is said at the top wins over what hides in a detail. */
function entriesOf(roots: unknown[]): [string, unknown][] {
  const entries: [string, unknown][] = [];
  let level = roots;
  while (level.length > 0) {
    const next: unknown[] = [];
    for (const value of level) {
      if (!isObject(value)) continue;
      for (const [name, child] of Object.entries(value)) {
        entries.push([plain(name), child]);
        next.push(child);
      }
    }
    level = next;
  }
  return entries;
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return isObject(value) ? Object.values(value).flatMap((child) => stringsIn(child)) : [];
}

export function readFacts(prompt: string): Facts {
  const { objects, prose } = objectsIn(prompt);
  const entries = entriesOf(objects);
  function find(...names: string[]): unknown {
    for (const name of names) {
      const entry = entries.find(([known, value]) => known === plain(name) && value !== null && value !== '');
      if (entry) return entry[1];
    }
    return undefined;
  }
  return {
    find,
    text(...names) {
      const value = find(...names);
      return typeof value === 'string' ? value : undefined;
    },
    number(...names) {
      const value = find(...names);
      const number = typeof value === 'string' ? Number.parseFloat(value) : value;
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
    },
    list(...names) {
      const value = find(...names);
      return Array.isArray(value) ? value : [];
    },
    prose,
    strings: objects.flatMap((object) => stringsIn(object)),
  };
}
