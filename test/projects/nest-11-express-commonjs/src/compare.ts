import { ExpressAdapter } from '@nestjs/platform-express';
import { compare } from './host';

void compare(() => new ExpressAdapter());
