import type { JsonObject } from '../../../components/model/widget.ts';

/** Something to draw: what a widget of a type may be given, ordinary or not. */
export interface Sample {
  /** What is special about it, as the gallery says it. */
  name: string;
  config: JsonObject;
  data: JsonObject;
}

/** A word that no box is wide enough for. */
export const WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

/** More than a line in any box, with words of ordinary length. */
export const SENTENCE =
  'Everything that was ordered before noon and paid by card has left the warehouse, except for the parcels that wait for a signature';

/** The first `count` results of a function of the index. */
export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
