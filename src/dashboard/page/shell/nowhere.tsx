import { Empty } from '../parts/states.js';
import { Link } from '../route/link.js';
import { overviewHref } from '../route/route.js';

export const Nowhere = () => (
  <>
    <h1 class="unseen">Not found</h1>
    <Empty title="Page not found">
      <Link href={overviewHref}>To the overview</Link>
    </Empty>
  </>
);
