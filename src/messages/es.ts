/** What a viewer reads, in Spanish. */
import type { Messages } from "./keys.js"

const notNow =
  "Esto no funciona en este momento. Inténtelo más tarde; el servicio de ayuda necesita «{support}»."

export const es: Messages = {
  AuthorizationDenied:
    "Su paquete de televisión no incluye esto. Elija otra cosa o consulte a su proveedor de televisión.",
  "AuthorizationDenied.parentalControls":
    "El control parental no permite esto. Cámbielo con su proveedor de televisión o elija otra cosa.",
  "AuthorizationDenied.degradation": "Esto no se puede ver en este momento. Inténtelo más tarde.",
  TooManyResources: "Era demasiado a la vez. Inténtelo de nuevo.",
  TemporaryAccessExhausted:
    "Su prueba gratuita ha terminado. Inicie sesión con su proveedor de televisión para seguir viendo.",
  "TemporaryAccessExhausted.resources":
    "Ya ha visto todo lo que incluye su prueba gratuita. Inicie sesión con su proveedor de televisión para seguir viendo.",
  AuthenticationRequired: "No ha iniciado sesión. Inicie sesión con su proveedor de televisión.",
  "AuthenticationRequired.profileExpired": "Su sesión ha caducado. Inicie sesión de nuevo.",
  "AuthenticationRequired.profileInvalidated":
    "Su proveedor de televisión ha cerrado su sesión. Inicie sesión de nuevo.",
  "AuthenticationRequired.homeBasedAuthentication":
    "No está en la red de su casa. Inicie sesión con su proveedor de televisión para ver aquí.",
  "AuthenticationRequired.sessionInvalidated":
    "Su proveedor de televisión ha cerrado su sesión. Inicie sesión de nuevo.",
  "AuthenticationRequired.identityNotRecognized":
    "Su proveedor de televisión no reconoce su cuenta. Inicie sesión de nuevo.",
  AuthenticationCodeInvalid: "Este código no es correcto. Mire su televisor y escríbalo de nuevo.",
  AuthenticationCodeExpired: "Este código ha caducado. Pida un código nuevo.",
  AuthenticationSuperseded: "Un código más reciente ha sustituido a este. Use el código más reciente.",
  Throttled: "Hay mucha actividad en este momento. Inténtelo de nuevo dentro de un momento.",
  PartnerUnavailable: "Su proveedor de televisión no responde. Inténtelo de nuevo dentro de un momento.",
  ServerFault: "Algo ha fallado en nuestro servicio. Inténtelo de nuevo dentro de un momento.",
  Unreachable: "No hay conexión. Compruebe su red e inténtelo de nuevo.",
  "Unreachable.timeout": "La conexión es demasiado lenta. Compruebe su red e inténtelo de nuevo.",
  IntegrationUnavailable:
    "Este proveedor de televisión no funciona con esta aplicación. Elija otro o pida ayuda.",
  InvalidRequest: notNow,
  ConfigurationInvalid: notNow,
  RegistrationRejected: notNow,
  AccessTokenRejected: notNow,
  UnexpectedResponse:
    "La respuesta no se entiende, como en una red que pide iniciar sesión. Compruebe su red e inténtelo de nuevo; el servicio de ayuda necesita «{support}».",
  ClientClosed: "La aplicación ha detenido esto. Iníciela de nuevo.",
  unknown: "Algo ha fallado. Inténtelo de nuevo.",
}
