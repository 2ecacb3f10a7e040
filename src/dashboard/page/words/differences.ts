export { differencesOf, differenceText } from '../../../fleet/worker-differences.js';
