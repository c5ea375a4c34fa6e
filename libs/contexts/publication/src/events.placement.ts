import { ColumnClass } from '@gongkai/catalogue';
import { Day } from '@gongkai/kernel';
import { z } from 'zod';
import { Channel, Genre, Means, normOf } from './decider.content.js';

/** Where something was made public. */
export const place = {
  channel: Channel,
  means: Means,
  site: z.string().nullable(),
  url: z.string().nullable(),
  publishedOn: Day,
};

/** How one act of making public counts. */
export const counting = {
  /** The first time ever: an item in several channels counts once (国办发〔2014〕32号). */
  first: z.boolean(),
  /** The first time in this kind of channel. */
  firstInChannel: z.boolean(),
  late: z.boolean(),
  /** The last day in time, where there is one (条例第二十六条). */
  dueOn: Day.nullable(),
  genre: Genre,
  normative: z.boolean(),
  columnClass: ColumnClass,
};

export const FACET_STEPS = 6;
type Placed = {
  channel: Channel;
  columnClass: ColumnClass;
  genre: Genre;
  normative: boolean;
  first: boolean;
  firstInChannel: boolean;
  late: boolean;
  entered: boolean;
};
/**
 * channel × class × norm × step. Steps: 0 first in time, 1 first but late, 2 back after a withdrawal
 * in a new kind of channel, 3 back in a known one, 4 a further kind of channel, 5 a kind it is in.
 */
export const placementFacet = (data: Placed): number => {
  const step = data.first
    ? Number(data.late)
    : (data.entered ? 2 : 4) + Number(!data.firstInChannel);
  const channel = Channel.options.indexOf(data.channel);
  const columnClass = ColumnClass.options.indexOf(data.columnClass);
  return ((channel * 5 + columnClass) * 3 + normOf(data)) * FACET_STEPS + step;
};
