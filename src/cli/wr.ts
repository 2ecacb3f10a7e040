#!/usr/bin/env node
// The same program under a short name: it calls itself by the name of this file.
import './main.js';
