import type { Recipe } from '../core/recipe.ts';

/** A program that builds, trains, compresses and measures a recipe in another framework. */
export interface CodeFormat {
  readonly label: string;
  readonly tool: string;
  readonly language: 'python' | 'json';
  /** With its dot. */
  readonly extension: string;
  /** One sentence: what it does, and what it needs. */
  readonly purpose: string;
  /** Why this recipe cannot be written so, and what to do; null where it can. */
  problem(recipe: Recipe): string | null;
  /** Loads what writes it: from the recipe and a name for it to the text. */
  load(): Promise<(recipe: Recipe, name: string) => string>;
}
