/** What may stand behind `npm start --`. */

import { parseArgs } from 'node:util';
import { Trouble } from '../../local/trouble.ts';

export interface StartArguments {
  fresh: boolean;
  books: string | undefined;
  help: boolean;
}

export const USAGE = `npm start                        everything, going on where it was
npm start -- --fresh             the same from an empty data folder
npm start -- --books DIR         the try-out club's people come from the CSV books in DIR`;

export function readArguments(args: readonly string[]): StartArguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { fresh: { type: 'boolean' }, books: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.books?.trim() === '') throw new Error('--books needs a folder');
    return { fresh: values.fresh ?? false, books: values.books, help: values.help ?? false };
  } catch (error) {
    const why = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new Trouble(`${why ?? ''}. What there is:\n${USAGE}`, { cause: error });
  }
}
