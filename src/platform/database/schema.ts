/** The schema that the SQL of the sources names. */
export const DEFAULT_SCHEMA = 'worker_registration';

/** After `SCHEMA` and before a dot it is an identifier; elsewhere text: a value of a catalog, or a channel. */
const PLACES = /(SCHEMA )?worker_registration(\.)?/g;

/** The schema in which a service has its tables. Another name than the default is put into each SQL text before it runs. */
export class Schema {
  /** @param name of lower-case letters, digits and underscores, as the settings require */
  constructor(readonly name = DEFAULT_SCHEMA) {}

  get isDefault(): boolean {
    return this.name === DEFAULT_SCHEMA;
  }

  /** Returns SQL, or the name of a channel, with the name of this schema in place of the default one. */
  in(text: string): string {
    if (this.isDefault) return text;
    return text.replaceAll(PLACES, (_, before = '', dot = '') =>
      before === '' && dot === '' ? this.name : `${before}"${this.name}"${dot}`,
    );
  }
}
