/** Routes of the books that a company is copied from. */

import * as books from '../books.ts';
import { companyPath } from '../common.ts';
import { company, type RouteContract } from './route-contract.ts';

export const booksRoutes = {
  storedBooks: {
    method: 'get',
    path: `${company}/books`,
    summary: 'Which books are stored, and whether an import would be refused',
    params: companyPath,
    response: books.storedBooks,
  },
  previewBooks: {
    method: 'post',
    path: `${company}/books/preview`,
    summary: 'What an import would bring, with every line that cannot be read; stores nothing',
    params: companyPath,
    body: books.previewBooksRequest,
    bodyLimitMb: 20,
    response: books.booksPreview,
  },
  importBooks: {
    method: 'post',
    path: `${company}/books`,
    summary: 'Store books as a new version of the whole, and start a cycle that copies them',
    params: companyPath,
    body: books.importBooksRequest,
    bodyLimitMb: 20,
    status: 202,
    response: books.importedBooks,
    takesIdempotencyKey: true,
  },
} as const satisfies Record<string, RouteContract>;
