/** Paths on the server, which an application that mounts the page writes into its document. */
const given = (name: string): string =>
  document.querySelector<HTMLMetaElement>(`meta[name="worker-registration:${name}"]`)!.content;

/** The path of the page, without a slash at the end. */
export const PAGE = given('page');

/** The path of the API. */
export const API = given('api');
