/**
 * From which origins products' pictures come (`https://cdn.example`), for applications that show no others. Of a large
 * catalogue a part is looked at: shops keep their pictures in one or two places.
 */
export interface PictureOrigins {
  pictureOrigins(): Promise<readonly string[]>;
}
