/** Most pages of memory that the module of `lineHashKernel` takes. */
export const mostPages = 1024;
