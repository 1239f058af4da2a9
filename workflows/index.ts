/** The workflows of the product, for the bundle. Type names are permanent: running workflows carry them. */

export {};
