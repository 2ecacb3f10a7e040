import { useState } from 'preact/hooks';
import { Failure } from '../api/client.js';
import { signIn } from '../api/session.js';
import { Failed } from '../parts/states.js';
import { ThemeSwitch } from './theme-switch.js';

/** Asks for an API key, then shows the requested view. */
export function SignIn() {
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const key = new FormData(event.currentTarget as HTMLFormElement).get('key') as string;
    setBusy(true);
    try {
      await signIn(key);
    } catch (error) {
      setFailure(error instanceof Failure ? error : new Failure(String(error), 0));
      setBusy(false);
    }
  };
  return (
    <main class="lone">
      <form class="card sign-in" onSubmit={(event) => void submit(event)}>
        <svg class="brand-sign" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" />
          <path d="M5 17h5l3-8 5 14 3.5-9 1.5 3H27" />
        </svg>
        <h1>Worker registration</h1>
        <p class="muted">Sign in with an API key. An admin can create one.</p>
        <label>
          API key
          <input
            name="key"
            type="password"
            required
            autoFocus
            autoComplete="current-password"
            spellcheck={false}
            placeholder="wrk_…"
          />
        </label>
        {failure && <Failed failure={failure} />}
        <button type="submit" class="primary" disabled={busy}>
          Sign in
        </button>
        <ThemeSwitch />
      </form>
    </main>
  );
}
