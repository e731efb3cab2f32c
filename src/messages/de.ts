/** What a viewer reads, in German. */
import type { Messages } from "./keys.js"

const notNow =
  "Das funktioniert gerade nicht. Bitte versuchen Sie es später noch einmal; der Support braucht „{support}“."

export const de: Messages = {
  AuthorizationDenied:
    "Das gehört nicht zu Ihrem TV-Paket. Wählen Sie etwas anderes oder fragen Sie Ihren TV-Anbieter.",
  "AuthorizationDenied.parentalControls":
    "Die Jugendschutzeinstellungen lassen das nicht zu. Ändern Sie sie bei Ihrem TV-Anbieter oder wählen Sie etwas anderes.",
  "AuthorizationDenied.degradation":
    "Das lässt sich im Moment nicht abspielen. Bitte versuchen Sie es später noch einmal.",
  TooManyResources: "Das war zu viel auf einmal. Bitte versuchen Sie es noch einmal.",
  TemporaryAccessExhausted:
    "Ihre kostenlose Vorschau ist vorbei. Melden Sie sich mit Ihrem TV-Anbieter an, um weiterzuschauen.",
  "TemporaryAccessExhausted.resources":
    "Sie haben alles gesehen, was Ihre kostenlose Vorschau enthält. Melden Sie sich mit Ihrem TV-Anbieter an, um weiterzuschauen.",
  AuthenticationRequired: "Sie sind nicht angemeldet. Melden Sie sich mit Ihrem TV-Anbieter an.",
  "AuthenticationRequired.profileExpired":
    "Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich noch einmal an.",
  "AuthenticationRequired.profileInvalidated":
    "Ihr TV-Anbieter hat Ihre Anmeldung beendet. Bitte melden Sie sich noch einmal an.",
  "AuthenticationRequired.homeBasedAuthentication":
    "Sie sind nicht in Ihrem Heimnetz. Melden Sie sich mit Ihrem TV-Anbieter an, um hier zu schauen.",
  "AuthenticationRequired.sessionInvalidated":
    "Ihr TV-Anbieter hat Ihre Anmeldung beendet. Bitte melden Sie sich noch einmal an.",
  "AuthenticationRequired.identityNotRecognized":
    "Ihr TV-Anbieter erkennt Ihr Konto nicht. Bitte melden Sie sich noch einmal an.",
  AuthenticationCodeInvalid:
    "Dieser Code stimmt nicht. Sehen Sie auf Ihrem Fernseher nach und geben Sie ihn noch einmal ein.",
  AuthenticationCodeExpired: "Dieser Code ist abgelaufen. Holen Sie sich einen neuen Code.",
  AuthenticationSuperseded: "Ein neuerer Code hat diesen ersetzt. Nehmen Sie den neueren Code.",
  Throttled: "Gerade ist viel los. Bitte versuchen Sie es gleich noch einmal.",
  PartnerUnavailable: "Ihr TV-Anbieter antwortet nicht. Bitte versuchen Sie es gleich noch einmal.",
  ServerFault: "Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es gleich noch einmal.",
  Unreachable: "Es gibt keine Verbindung. Prüfen Sie Ihr Netzwerk und versuchen Sie es noch einmal.",
  "Unreachable.timeout":
    "Die Verbindung ist zu langsam. Prüfen Sie Ihr Netzwerk und versuchen Sie es noch einmal.",
  IntegrationUnavailable:
    "Dieser TV-Anbieter funktioniert mit dieser App nicht. Wählen Sie einen anderen oder wenden Sie sich an den Support.",
  InvalidRequest: notNow,
  ConfigurationInvalid: notNow,
  RegistrationRejected: notNow,
  AccessTokenRejected: notNow,
  UnexpectedResponse:
    "Die Antwort ist unverständlich, wie in einem Netzwerk, das eine Anmeldung verlangt. Prüfen Sie Ihr Netzwerk und versuchen Sie es noch einmal; der Support braucht „{support}“.",
  ClientClosed: "Die App hat das beendet. Bitte starten Sie noch einmal.",
  unknown: "Etwas ist schiefgegangen. Bitte versuchen Sie es noch einmal.",
}
