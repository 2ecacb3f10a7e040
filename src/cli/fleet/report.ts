import type { Output } from '../output.js';
import type { Checked } from './check-rows.js';
import type { Difference } from './compare.js';
import { faultSentences } from './group-faults.js';
import type { Tally } from './send.js';

/** Maximum number of changes to print for people; --json has all. */
const SHOWN = 100;

/** Reports the result for a fleet file. */
export class FleetReport {
  constructor(
    private readonly out: Output,
    private readonly checked: Checked,
  ) {}

  /** Reports what a run would do. */
  dryRun(differences: readonly Difference[]): void {
    const { faults, ready } = this.checked;
    const count = (state: Difference['state']): number =>
      differences.filter((each) => each.state === state).length;
    const counts = { new: count('new'), changed: count('changed'), unchanged: count('unchanged') };
    const total = ready.length + this.checked.faulty;
    if (this.out.json)
      return this.out.writeDocument({
        dryRun: true,
        total,
        ...counts,
        faulty: this.checked.faulty,
        faults,
        workers: differences,
      });
    const telling = differences.filter(({ state }) => state !== 'unchanged');
    if (telling.length > 0)
      this.out.writeTable(
        ['LINE', 'WORKER', 'WOULD BE', 'FIELDS'],
        telling
          .slice(0, SHOWN)
          .map(({ line, workerId, state, fields }) => [
            line,
            workerId,
            this.out.colourState(state),
            fields.join(', '),
          ]),
      );
    if (telling.length > SHOWN) this.out.writeLine(`… and ${telling.length - SHOWN} more; --json lists all`);
    this.tellFaults();
    this.out.writeLine(
      `${counts.new} new, ${counts.changed} changed, ${counts.unchanged} unchanged, ${this.checked.faulty} faulty. Nothing was sent.`,
    );
  }

  /** Reports what a run did, up to its end or an interruption. */
  reportRun({ created, known, refused, underWay }: Tally, toSend: number, toGoOn: string): void {
    const { faults, faulty } = this.checked;
    const notSent = toSend - created - known - refused.length - underWay;
    const total = toSend + faulty;
    if (this.out.json)
      return this.out.writeDocument({
        dryRun: false,
        total,
        created,
        known,
        refused: refused.length,
        underWay,
        notSent,
        faulty,
        faults,
        refusals: refused,
      });
    this.tellFaults();
    const sentences = faultSentences(
      refused.map(({ message, status, ...each }) => ({
        ...each,
        field: '',
        message: `${message} (${status})`,
      })),
    );
    for (const sentence of sentences) this.out.writeLine(sentence);
    const left = [
      underWay === 0 ? '' : `, ${underWay} sent without an answer: they may be registered`,
      notSent === 0 ? '' : `, ${notSent} not sent`,
    ].join('');
    const remedy = left === '' ? '' : ` ${toGoOn}`;
    this.out.writeLine(
      `${created + known} of ${total} registered: ${created} new, ${known} known. ${refused.length} refused, ${faulty} faulty${left}.${remedy}`,
    );
  }

  private tellFaults(): void {
    for (const sentence of faultSentences(this.checked.faults)) this.out.writeLine(sentence);
  }
}
