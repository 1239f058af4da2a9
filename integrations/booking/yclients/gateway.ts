/** The booking platform (YClients, Altegio) as the product sees it: questions in our words, answers in our types. */

import type { BookingGateway } from '../../../domain/sync/booking-gateway.ts';
import { createCards } from './cards.ts';
import { createLists } from './lists.ts';
import { createBookingRequests, type BookingConnection } from './requests.ts';
import { createSingles } from './singles.ts';
import { createSlots } from './slots.ts';

export function createBookingGateway(connection: BookingConnection): BookingGateway {
  const requests = createBookingRequests(connection);
  return {
    ...createLists(requests),
    ...createCards(requests),
    ...createSlots(requests),
    singles: createSingles(requests),
  };
}
