import { COUNT_PORTIONS, portionFacet } from '@gongkai/figures';
import { Day, event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';

/** How often the public opened an item, and fetched its files; who did is never known here. */
export const ItemUse = z.strictObject({
  documentId: z.string().min(1),
  views: z.int().nonnegative(),
  downloads: z.int().nonnegative(),
});
export type ItemUse = z.infer<typeof ItemUse>;

/** What is counted, in the order of the kinds of portions. */
export const USES = ['views', 'downloads'] as const;

const of = { agency: z.string().nullable(), on: Day };
const onDay = { occurredOn: ({ on }: { on: Day }) => on };

const portion = z.strictObject({ ...of, use: z.enum(USES), number: z.int().positive() });

export const usageEvents = {
  /** Items of one agency on one day; what is counted later of the same day is said by another. */
  ItemsUsed: event(z.strictObject({ ...of, items: z.array(ItemUse).min(1) }), onDay),
  /** The same for the figures, in round portions (figures/portions). */
  UsesCounted: event(portion, {
    ...onDay,
    facet: ({ use, number }) => portionFacet(COUNT_PORTIONS, number, USES.indexOf(use)),
  }),
};
export type UsageEvent = EventOf<typeof usageEvents>;
