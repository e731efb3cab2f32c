/** What a viewer reads, in French. */
import type { Messages } from "./keys.js"

const notNow =
  "Cela ne fonctionne pas pour le moment. Réessayez plus tard ; l’assistance a besoin de « {support} »."

export const fr: Messages = {
  AuthorizationDenied:
    "Votre abonnement TV ne comprend pas ce programme. Choisissez-en un autre ou demandez à votre fournisseur TV.",
  "AuthorizationDenied.parentalControls":
    "Le contrôle parental ne permet pas ce programme. Modifiez-le auprès de votre fournisseur TV ou choisissez autre chose.",
  "AuthorizationDenied.degradation": "Ce programme ne peut pas être lu pour le moment. Réessayez plus tard.",
  TooManyResources: "C’était trop à la fois. Réessayez.",
  TemporaryAccessExhausted:
    "Votre essai gratuit est terminé. Connectez-vous avec votre fournisseur TV pour continuer.",
  "TemporaryAccessExhausted.resources":
    "Vous avez regardé tout ce que comprend votre essai gratuit. Connectez-vous avec votre fournisseur TV pour continuer.",
  AuthenticationRequired: "Vous n’êtes pas connecté. Connectez-vous avec votre fournisseur TV.",
  "AuthenticationRequired.profileExpired": "Votre connexion a expiré. Connectez-vous à nouveau.",
  "AuthenticationRequired.profileInvalidated":
    "Votre fournisseur TV a mis fin à votre connexion. Connectez-vous à nouveau.",
  "AuthenticationRequired.homeBasedAuthentication":
    "Vous n’êtes pas sur votre réseau domestique. Connectez-vous avec votre fournisseur TV pour regarder ici.",
  "AuthenticationRequired.sessionInvalidated":
    "Votre fournisseur TV a mis fin à votre connexion. Connectez-vous à nouveau.",
  "AuthenticationRequired.identityNotRecognized":
    "Votre fournisseur TV ne reconnaît pas votre compte. Connectez-vous à nouveau.",
  AuthenticationCodeInvalid: "Ce code n’est pas le bon. Regardez votre téléviseur et saisissez-le à nouveau.",
  AuthenticationCodeExpired: "Ce code a expiré. Demandez un nouveau code.",
  AuthenticationSuperseded: "Un code plus récent a remplacé celui-ci. Utilisez le code plus récent.",
  Throttled: "Il y a beaucoup de monde en ce moment. Réessayez dans un instant.",
  PartnerUnavailable: "Votre fournisseur TV ne répond pas. Réessayez dans un instant.",
  ServerFault: "Un problème est survenu de notre côté. Réessayez dans un instant.",
  Unreachable: "Il n’y a pas de connexion. Vérifiez votre réseau et réessayez.",
  "Unreachable.timeout": "La connexion est trop lente. Vérifiez votre réseau et réessayez.",
  IntegrationUnavailable:
    "Ce fournisseur TV ne fonctionne pas avec cette application. Choisissez-en un autre ou demandez de l’aide.",
  InvalidRequest: notNow,
  ConfigurationInvalid: notNow,
  RegistrationRejected: notNow,
  AccessTokenRejected: notNow,
  UnexpectedResponse:
    "La réponse est incompréhensible, comme sur un réseau qui demande de se connecter. Vérifiez votre réseau et réessayez ; l’assistance a besoin de « {support} ».",
  ClientClosed: "L’application a arrêté cette action. Relancez-la.",
  unknown: "Un problème est survenu. Réessayez.",
}
