import { confirm } from '../confirm.js';
import { EXIT, Failure } from '../failure.js';
import type { Session } from '../session.js';

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * Shows what was made. The secret alone goes to standard output, so that a script catches it.
 * @param secret it is in this one answer, and nowhere else
 */
export function showSecret({ out }: Session, answer: Named, secret: string, what: string): void {
  if (out.json) return out.document(answer);
  out.note(`${what} ${answer.name}, shown this once:`);
  out.line(secret);
}

/** Revokes what has that id or name, after it has asked. @throws Failure where there is none */
export async function revoke(
  session: Session,
  path: string,
  there: readonly Named[],
  which: string,
  yes: boolean | undefined,
): Promise<void> {
  const found = there.find(({ id }) => id === which) ?? there.find(({ name }) => name === which);
  if (found === undefined)
    throw new Failure(
      `There is none with the name or id ${which}`,
      'The command `list` beside this one shows all.',
      EXIT.failed,
    );
  await confirm(`Revoke ${found.name}?`, yes);
  await session.client.delete(`${path}/${encodeURIComponent(found.id)}`);
  if (session.out.json) session.out.document({ revoked: found.id, name: found.name });
  else session.out.line(`Revoked ${found.name}`);
}
