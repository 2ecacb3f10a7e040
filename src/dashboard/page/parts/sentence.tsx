import { At } from './time.js';

const MOMENT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A sentence of the service; the moments in it, which it writes in UTC, are shown as all others are. */
export const Sentence = ({ text }: { text: string }) => (
  <>{text.split(MOMENT).map((part, index) => (index % 2 === 1 ? <At key={index} at={part} /> : part))}</>
);
