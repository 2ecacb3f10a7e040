import { At } from './time.js';

const MOMENT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A sentence of the service; times in it, which are in UTC, are shown like all others. */
export const Sentence = ({ text }: { text: string }) => (
  <>{text.split(MOMENT).map((part, index) => (index % 2 === 1 ? <At key={index} at={part} /> : part))}</>
);
