export { ROLES, type Role } from '../platform/config/roles.js';
