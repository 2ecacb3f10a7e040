import { Argument, type Command } from 'commander';
import { bash, fish, zsh } from '../completions.js';

const SHELLS = { bash, zsh, fish };

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('completion for a shell')
    .description('Prints a script that lets a shell complete commands and options.')
    .addArgument(new Argument('<shell>').choices(Object.keys(SHELLS)))
    .addHelpText(
      'after',
      `
Examples:
  bash: worker-registration completion bash > ~/.local/share/bash-completion/completions/worker-registration
  zsh:  worker-registration completion zsh > "\${fpath[1]}/_worker-registration"
  fish: worker-registration completion fish > ~/.config/fish/completions/worker-registration.fish`,
    )
    .action((shell: keyof typeof SHELLS) => void process.stdout.write(SHELLS[shell](program)));
}
