import type { Day } from '@gongkai/kernel';
import { z } from 'zod';
import rules from './decider.delivery-routes.data.json' with { type: 'json' };

/** How a reply reaches the applicant. */
export const DeliveryRoute = z.enum([
  'handedOver',
  'messenger',
  'post',
  'courier',
  'online',
  'email',
  'fax',
]);
export type DeliveryRoute = z.infer<typeof DeliveryRoute>;

const RouteRule = z.strictObject({
  zh: z.string(),
  en: z.string(),
  /** The reply counts as given on the day it left the office, or on the day it was signed for. */
  counts: z.enum(['sending', 'signing']),
  /** The rule that this way offends against; it is recorded all the same. */
  irregular: z.string().optional(),
  verified: z.boolean(),
  source: z.string(),
});

/** On which day a reply counts as given, by route, as data. */
export const deliveryRoutes = z.record(DeliveryRoute, RouteRule).parse(rules);

/**
 * The day the reply counts as given (国办公开办函〔2016〕235号): by post that of posting, handed over
 * that of signing. Null when the route counts from signing and nobody has signed yet.
 */
export const givenOnOf = (
  route: DeliveryRoute,
  handedOverOn: Day,
  signedOn: Day | null,
): Day | null => {
  if (deliveryRoutes[route].counts === 'sending') return handedOverOn;
  // Whoever is handed a letter across the table signs for it there and then.
  return signedOn ?? (route === 'handedOver' ? handedOverOn : null);
};
