import { StatedProcessDto } from '../../fleet/dto/stated-process.dto.js';

/** The process that opens a session, if no token proves it. */
export class SessionQuery extends StatedProcessDto {}
