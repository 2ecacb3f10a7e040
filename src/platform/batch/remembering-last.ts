/**
 * Returns the same function with a cache of its last result: for the rows of a batch, most of which hold the
 * same value.
 */
export function rememberingLast<Argument, Answer>(
  answerOf: (argument: Argument) => Answer,
): (argument: Argument) => Answer {
  let last: { readonly argument: Argument; readonly answer: Answer } | undefined;
  return (argument) => {
    if (last === undefined || last.argument !== argument) last = { argument, answer: answerOf(argument) };
    return last.answer;
  };
}
