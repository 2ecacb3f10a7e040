import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { differencesOf, differenceText } from '../words/differences.js';
import { Failure, read } from '../api/client.js';
import { noteFailure } from '../api/session.js';
import type { Worker } from '../api/types.js';
import { Loading } from '../parts/states.js';

interface CompareProps {
  /** The ids of two workers. */
  ids: readonly [string, string];
  onClose: () => void;
}

/** The fields in which two workers differ. */
export function Compare({ ids, onClose }: CompareProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [workers, setWorkers] = useState<readonly Worker[]>();
  const [failure, setFailure] = useState('');
  useEffect(() => {
    dialog.current!.showModal();
    const end = new AbortController();
    Promise.all(ids.map((id) => read<Worker>(`/${id}`, end.signal))).then(setWorkers, (error: unknown) => {
      if (end.signal.aborted) return;
      noteFailure(error);
      setFailure(error instanceof Failure ? error.message : String(error));
    });
    return () => end.abort();
  }, []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={title} onClose={onClose}>
      <h2 id={title}>Compare</h2>
      <div class="dialog-part">
        {failure !== '' && <p class="tone-bad">{failure}</p>}
        {workers === undefined ? failure === '' && <Loading lines={5} /> : <Differences workers={workers} />}
        <div class="dialog-end">
          <button type="button" class="primary" onClick={() => dialog.current!.close()}>
            Close
          </button>
        </div>
      </div>
    </dialog>
  );
}

function Differences({ workers }: { workers: readonly Worker[] }) {
  const differences = differencesOf(workers[0]!, workers[1]!);
  if (differences.length === 0) return <p>They do not differ.</p>;
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">Field</th>
          {workers.map(({ id, workerId }) => (
            <th key={id} scope="col">
              <bdi>{workerId}</bdi>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {differences.map(({ field, values }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            {values.map((value, index) => (
              <td key={index}>
                <bdi>{differenceText(value) ?? '–'}</bdi>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
