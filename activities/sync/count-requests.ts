/** A gateway that counts what it asks of the platform: what a cycle costs decides how often there can be one. */

import type { BookingGateway } from '../../domain/sync/booking-gateway.ts';

/** Services come with their categories. */
const REQUESTS: Partial<Record<keyof BookingGateway, number>> = { services: 2 };

export function countRequests(gateway: BookingGateway): { counted: BookingGateway; requests: () => number } {
  let requests = 0;
  const counted = new Proxy(gateway, {
    get(target, name: keyof BookingGateway) {
      const method = target[name];
      if (typeof method !== 'function') return method;
      return (...args: never[]): unknown => {
        requests += REQUESTS[name] ?? 1;
        return (method as (...args: never[]) => unknown).apply(target, args);
      };
    },
  });
  return { counted, requests: () => requests };
}
