interface ActionButtonProps {
  word: string;
  isGrave?: boolean | undefined;
  /** Why it cannot be used now; empty if it can. */
  why: string;
  onUse: () => void;
}

/** A button that stays reachable while it cannot be used, and says why. */
export const ActionButton = ({ word, isGrave, why, onUse }: ActionButtonProps) => (
  <button
    type="button"
    class={isGrave ? 'danger' : 'quiet'}
    aria-disabled={why !== ''}
    {...(why !== '' && { title: why, 'aria-label': `${word}: ${why}` })}
    onClick={() => why === '' && onUse()}
  >
    {word}
  </button>
);
