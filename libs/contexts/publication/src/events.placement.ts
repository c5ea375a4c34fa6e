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

const STEPS = 6;
const KINDS = Channel.options.length * ColumnClass.options.length * 3;
/** From here: back late after a withdrawal, two of each kind. */
const LATE_RETURNS = KINDS * STEPS;
/** From here, of records restated or voided only: the first of an attested item, two of each kind. */
const ISSUES = LATE_RETURNS + KINDS * 2;

/** channel × class × norm. */
const kindOf = (data: Placed): number => {
  const channel = Channel.options.indexOf(data.channel);
  const columnClass = ColumnClass.options.indexOf(data.columnClass);
  return (channel * ColumnClass.options.length + columnClass) * 3 + normOf(data);
};

/**
 * Kind × step. Steps: 0 first in time, 1 first but late, 2 back after a withdrawal in a new kind of
 * channel, 3 back in a known one, 4 a further kind of channel, 5 a kind it is in; apart from them, back
 * with a change that came late, in a new kind of channel or a known one.
 */
export const placementFacet = (data: Placed): number => {
  const { first, firstInChannel, late, entered } = data;
  if (!first && entered && late) return LATE_RETURNS + kindOf(data) * 2 + Number(!firstInChannel);
  const step = first ? Number(late) : (entered ? 2 : 4) + Number(!firstInChannel);
  return kindOf(data) * STEPS + step;
};

/** The same of a record restated or voided, which may have been the issue of the paper too. */
export const recordFacet = (data: Placed & { issued: boolean }): number =>
  data.issued ? ISSUES + kindOf(data) * 2 + Number(data.late) : placementFacet(data);

export type UnpackedPlacement = {
  channel: number;
  columnClass: number;
  norm: number;
  first: boolean;
  late: boolean;
  entered: boolean;
  firstInChannel: boolean;
  issued: boolean;
};

/** Reads back what `placementFacet` or `recordFacet` packed. */
export const unpackPlacement = (facet: number): UnpackedPlacement => {
  const issued = facet >= ISSUES;
  const returned = !issued && facet >= LATE_RETURNS;
  const start = issued ? ISSUES : returned ? LATE_RETURNS : 0;
  const steps = start === 0 ? STEPS : 2;
  const kind = Math.floor((facet - start) / steps);
  const step = (facet - start) % steps;
  return {
    norm: kind % 3,
    columnClass: Math.floor(kind / 3) % ColumnClass.options.length,
    channel: Math.floor(kind / 3 / ColumnClass.options.length),
    issued,
    first: !returned && step < 2,
    late: returned || step === 1,
    entered: returned || step < 4,
    firstInChannel: returned ? step === 0 : step !== 3 && step !== 5,
  };
};
