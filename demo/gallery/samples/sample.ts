import type { JsonObject } from '../../../components/model/widget.ts';

/** Config and data to draw a widget with, ordinary or extreme. */
export interface Sample {
  /** What is special about it, as shown in the gallery. */
  name: string;
  config: JsonObject;
  data: JsonObject;
}

/** A word too long for any box. */
export const WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

/** Longer than a line in any box, with words of ordinary length. */
export const SENTENCE =
  'Everything that was ordered before noon and paid by card has left the warehouse, except for the parcels that wait for a signature';

/** The first `count` results of a function of the index. */
export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
