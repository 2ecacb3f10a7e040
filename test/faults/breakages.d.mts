/** See breakages.mjs. */
export const BROKEN: readonly {
  readonly name: string;
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
}[];
