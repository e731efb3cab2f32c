/** What a viewer reads, in Dutch. */
import type { Messages } from "./keys.js"

const notNow = "Dit werkt nu niet. Probeer het later opnieuw; de klantenservice heeft “{support}” nodig."

export const nl: Messages = {
  AuthorizationDenied: "Dit zit niet in je tv-pakket. Kies iets anders, of vraag het je tv-aanbieder.",
  "AuthorizationDenied.parentalControls":
    "Het ouderlijk toezicht staat dit niet toe. Pas het aan bij je tv-aanbieder, of kies iets anders.",
  "AuthorizationDenied.degradation": "Dit kan nu niet worden afgespeeld. Probeer het later opnieuw.",
  TooManyResources: "Dat was te veel tegelijk. Probeer het opnieuw.",
  TemporaryAccessExhausted:
    "Je gratis kijkperiode is voorbij. Log in met je tv-aanbieder om verder te kijken.",
  "TemporaryAccessExhausted.resources":
    "Je hebt alles bekeken wat bij je gratis kijkperiode hoort. Log in met je tv-aanbieder om verder te kijken.",
  AuthenticationRequired: "Je bent niet ingelogd. Log in met je tv-aanbieder.",
  "AuthenticationRequired.profileExpired": "Je login is verlopen. Log opnieuw in.",
  "AuthenticationRequired.profileInvalidated": "Je tv-aanbieder heeft je uitgelogd. Log opnieuw in.",
  "AuthenticationRequired.homeBasedAuthentication":
    "Je bent niet op je thuisnetwerk. Log in met je tv-aanbieder om hier te kijken.",
  "AuthenticationRequired.sessionInvalidated": "Je tv-aanbieder heeft je uitgelogd. Log opnieuw in.",
  "AuthenticationRequired.identityNotRecognized": "Je tv-aanbieder herkent je account niet. Log opnieuw in.",
  AuthenticationCodeInvalid: "Deze code klopt niet. Kijk op je tv en typ hem opnieuw.",
  AuthenticationCodeExpired: "Deze code is verlopen. Vraag een nieuwe code aan.",
  AuthenticationSuperseded: "Een nieuwere code heeft deze vervangen. Gebruik de nieuwere code.",
  Throttled: "Het is nu erg druk. Probeer het zo opnieuw.",
  PartnerUnavailable: "Je tv-aanbieder antwoordt niet. Probeer het zo opnieuw.",
  ServerFault: "Er ging bij ons iets mis. Probeer het zo opnieuw.",
  Unreachable: "Er is geen verbinding. Controleer je netwerk en probeer het opnieuw.",
  "Unreachable.timeout": "De verbinding is te traag. Controleer je netwerk en probeer het opnieuw.",
  IntegrationUnavailable: "Deze tv-aanbieder werkt niet met deze app. Kies een andere, of vraag om hulp.",
  InvalidRequest: notNow,
  ConfigurationInvalid: notNow,
  RegistrationRejected: notNow,
  AccessTokenRejected: notNow,
  UnexpectedResponse:
    "Het antwoord is onbegrijpelijk, zoals op een netwerk waar je moet inloggen. Controleer je netwerk en probeer het opnieuw; de klantenservice heeft “{support}” nodig.",
  ClientClosed: "De app heeft dit gestopt. Start opnieuw.",
  unknown: "Er ging iets mis. Probeer het opnieuw.",
}
