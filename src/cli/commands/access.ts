import { confirm } from '../confirm.js';
import { EXIT, Failure } from '../failure.js';
import type { Session } from '../session.js';

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * Shows what was created. Only the secret goes to standard output, so that a script can capture it.
 * @param secret not shown again
 */
export function showSecret({ out }: Session, answer: Named, secret: string, what: string): void {
  if (out.json) return out.writeDocument(answer);
  out.writeNote(`${what} ${answer.name}, shown only once:`);
  out.writeLine(secret);
}

/** Revokes the item with that id or name, after a confirmation. @throws Failure if there is none */
export async function revoke(
  session: Session,
  path: string,
  there: readonly Named[],
  which: string,
  yes: boolean | undefined,
): Promise<void> {
  const found = there.find(({ id }) => id === which) ?? there.find(({ name }) => name === which);
  if (found === undefined)
    throw new Failure(`Nothing has the name or id ${which}`, '`list` shows all of them.', EXIT.failed);
  await confirm(`Revoke ${found.name}?`, yes);
  await session.client.delete(`${path}/${encodeURIComponent(found.id)}`);
  if (session.out.json) session.out.writeDocument({ revoked: found.id, name: found.name });
  else session.out.writeLine(`Revoked ${found.name}`);
}
