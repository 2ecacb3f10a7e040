import { session, signOut } from '../api/session.js';

/** The signed-in user, and the sign-out; empty if no sign-in is required. */
export function Reader() {
  const who = session.value;
  if (!who?.asked) return null;
  return (
    <span class="reader">
      <span class="reader-name" title={`Roles: ${who.roles.join(', ')}`}>
        {who.name}
      </span>
      <button type="button" class="quiet" onClick={() => void signOut()}>
        Sign out
      </button>
    </span>
  );
}
